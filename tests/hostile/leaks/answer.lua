local northtown = {}
function northtown.may_admit(case)
  return {}, {}
end
return northtown
