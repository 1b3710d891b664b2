local northtown = {}
function northtown.may_admit(case)
  return false, string.rep("no ", 100000)
end
return northtown
